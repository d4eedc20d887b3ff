#define _GNU_SOURCE
#include "CElastoSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

char *const *elasto_environment(void) { return environ; }

int elasto_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

int elasto_pidfd_open(int process) { return (int)syscall(SYS_pidfd_open, process, 0); }

/// In the child, where only async-signal-safe calls are allowed. Users are changed by the bare system calls: the C
/// library's would look for this process's other threads, which are not here. Returns on failure.
static void become(const struct elasto_spawn *what) {
  // First out of the way of 0, 1 and 2, in case one of ours is one of those.
  int descriptors[3] = {what->standard_input, what->standard_output, what->standard_error};
  for (int i = 0; i < 3; i++) {
    descriptors[i] = fcntl(descriptors[i], F_DUPFD_CLOEXEC, 3);
    if (descriptors[i] < 0) return;
  }
  for (int i = 0; i < 3; i++)
    if (dup2(descriptors[i], i) < 0) return;
  syscall(SYS_close_range, 3, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */);
  if (setpgid(0, 0) != 0) return;
  if (what->changes_user) {
    if (syscall(SYS_setgroups, what->group_count, what->groups) != 0) return;
    if (syscall(SYS_setgid, what->group) != 0) return;
    if (syscall(SYS_setuid, what->user) != 0) return;
  }
  if (what->folder && chdir(what->folder) != 0) return;

  struct sigaction action = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(what->program, what->arguments, what->environment);
}

int elasto_spawn(const struct elasto_spawn *what) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return -1;
  // No handler of ours may run in the child.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t child = fork();
  int failure = child < 0 ? errno : 0;
  if (child == 0) {
    // The report's end must not be where become() puts 0, 1 and 2.
    int end = fcntl(report[1], F_DUPFD_CLOEXEC, 3);
    become(what);
    failure = errno;
    ssize_t ignored = write(end, &failure, sizeof failure);
    (void)ignored;
    _exit(127);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  if (child > 0) {
    // Nothing to read: the program runs, and its start closed the pipe.
    ssize_t count;
    do count = read(report[0], &failure, sizeof failure);
    while (count < 0 && errno == EINTR);
    if (count == sizeof failure) {
      while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
      child = -1;
    } else {
      failure = 0;
    }
  }
  close(report[0]);
  errno = failure;
  return child;
}
