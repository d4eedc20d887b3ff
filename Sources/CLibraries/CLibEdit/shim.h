// libedit, and typed names for its variadic calls, which Swift does not import.
#pragma once
#include <stdio.h>
#include <histedit.h>

/// wcwidth(3), which <wchar.h> names only with feature macros that Swift's modules are built without.
extern int wcwidth(wchar_t character);

/// EL_PROMPT: the text stays the caller's.
typedef char *(*elasto_el_prompt)(EditLine *editor);
/// EL_ADDFN.
typedef unsigned char (*elasto_el_function)(EditLine *editor, int character);

/// An editor on the standard streams that handles no signals itself.
static inline EditLine *elasto_el_open(const char *program) { return el_init(program, stdin, stdout, stderr); }
static inline void elasto_el_set_context(EditLine *editor, void *context) {
  el_set(editor, EL_CLIENTDATA, context);
}
static inline void *elasto_el_context(EditLine *editor) {
  void *context = NULL;
  return el_get(editor, EL_CLIENTDATA, &context) == 0 ? context : NULL;
}
static inline void elasto_el_set_prompt(EditLine *editor, elasto_el_prompt prompt) {
  el_set(editor, EL_PROMPT, prompt);
}
static inline void elasto_el_set_reader(EditLine *editor, el_rfunc_t reader) { el_set(editor, EL_GETCFN, reader); }
static inline void elasto_el_choose_keys(EditLine *editor, const char *name) { el_set(editor, EL_EDITOR, name); }
static inline void elasto_el_add(EditLine *editor, const char *name, const char *help, elasto_el_function function) {
  el_set(editor, EL_ADDFN, name, help, function);
}
static inline void elasto_el_bind(EditLine *editor, const char *key, const char *function) {
  el_set(editor, EL_BIND, key, function, NULL);
}
/// A setting of the terminal while a line is edited, as in editrc(5): `-isig`.
static inline void elasto_el_set_terminal(EditLine *editor, const char *setting) {
  el_set(editor, EL_SETTY, "-d", setting, NULL);
}
/// Whether the terminal is the editor's (1), or as it was before (0).
static inline void elasto_el_take_terminal(EditLine *editor, int takes) { el_set(editor, EL_PREP_TERM, takes); }
static inline void elasto_el_refresh(EditLine *editor) { el_set(editor, EL_REFRESH); }

/// Lines that the arrow keys go through, at most `size`.
static inline History *elasto_el_keep_history(EditLine *editor, int size) {
  History *lines = history_init();
  HistEvent event;
  if (!lines) return NULL;
  history(lines, &event, H_SETSIZE, size);
  el_set(editor, EL_HIST, history, lines);
  return lines;
}
static inline void elasto_history_add(History *lines, const char *line) {
  HistEvent event;
  history(lines, &event, H_ENTER, line);
}
