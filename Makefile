PREFIX  ?= /usr/local
DESTDIR ?=
SWIFT   ?= swift
STRICT  := --explicit-target-dependency-import-check error
BINARY  := .build/release/elasto-sync
SOAK_VOLUME_MINUTES ?= 30

.PHONY: help build test demo bench bench-volume fuzz soak format lint docs install clean

help:
	@echo 'make demo      back up real files, change them, plan, restore, compare, let restic check'
	@echo 'make test      everything that must hold; the last line counts'
	@echo 'make bench     elasto-sync beside restic, borg, rclone and cp; its chunkers, hashes and compression alone'
	@echo 'make bench-volume  the NBD server beside nbdkit; what the cache saves on a store that answers late'
	@echo 'make fuzz      libFuzzer on what reads bytes from outside, FUZZ_RUNS (default 20 million) inputs each'
	@echo 'make soak      random trees backed up, changed and restored for SOAK_MINUTES (default 10);'
	@echo '               then apply killed 50 times on a server whose requests fail; then volumes: 200 kills of the'
	@echo '               server of each kind and of the store below it, two servers of one volume, btrfs with the'
	@echo '               Linux source on each kind, and 8 connections for SOAK_VOLUME_MINUTES (default 30) with reconnects, growth and SIGHUP'
	@echo 'make build     a release build: $(BINARY)'
	@echo 'make install   to $$DESTDIR$$PREFIX (default /usr/local)'
	@echo 'make docs      writes the generated parts of docs/ anew'
	@echo 'make format    formats the sources;  make lint only looks'

build:
	scripts/setup
	$(SWIFT) build -c release --product elasto-sync $(STRICT)

test:
	@scripts/test

demo: build
	@scripts/demo $(BINARY)

bench: build
	$(SWIFT) build -c release --product elasto-bench $(STRICT)
	@scripts/bench --elasto-sync $(BINARY) --elasto-bench .build/release/elasto-bench
	@scripts/bench --elasto-sync $(BINARY) --set one-large --only elasto-sync,restic --rounds 1
	@scripts/bench-remote --elasto-sync $(BINARY) --gib 1 --files 2000
	@.build/release/elasto-bench

bench-volume: build
	scripts/setup bench
	$(SWIFT) build -c release --product elasto-bench $(STRICT)
	$(SWIFT) build -c release --product azure-emulator $(STRICT)
	@scripts/bench-volume --elasto-bench .build/release/elasto-bench
	@scripts/bench-volume --latency --elasto-sync $(BINARY)

fuzz:
	scripts/setup
	@scripts/fuzz nbd
	@scripts/fuzz journal

soak: build
	scripts/setup test
	$(SWIFT) build -c release --product azure-emulator $(STRICT)
	@scripts/soak $(BINARY)
	@scripts/kill-campaign $(BINARY)
	@scripts/volume-crashes $(BINARY)
	@scripts/volume-rivals $(BINARY)
	@scripts/setup bench && scripts/volume-btrfs $(BINARY)
	@scripts/soak-volume $(BINARY) --minutes $(SOAK_VOLUME_MINUTES)

docs:
	scripts/setup
	ELASTO_WRITE_GENERATED=1 $(SWIFT) test $(STRICT) --filter committedReference

format:
	$(SWIFT) format -i -r Package.swift Sources Tests

lint:
	$(SWIFT) format lint -r --strict Package.swift Sources Tests

install:
	scripts/setup
	$(SWIFT) build -c release --product elasto-sync $(STRICT) --static-swift-stdlib
	install -D -m 0755 $(BINARY) '$(DESTDIR)$(PREFIX)/bin/elasto-sync'

clean:
	rm -rf .build
