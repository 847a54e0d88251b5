# What can be made; `make help` prints the lines that start with a target and "##".

SHELL := /bin/bash
PREFIX ?= /usr/local
SAMPLES := SampleCores
DEMO := nil-inlined-method-go1.27.3-amd64
DEMO_BINARY := go1.27.3-amd64
EXAMPLE := world-never-stops-go1.27.3-amd64
EXAMPLE_BINARY := stoplab-go1.27.3-amd64

# Tests look into modules (@testable), which takes a flag. Every build has it, so that all share one;
# SwiftPM's own way would build everything again each time that `swift build` follows `swift test`.
BUILD := -c release -Xswiftc -enable-testing
# The file to hand out is built apart: without that flag, and with all it needs inside, down to the
# C library. Libraries that other builds load on demand, and what they and libdw need, have to be named;
# lld comes with Swift.
RELEASE := .build/static/release/gocore
STATIC := --scratch-path .build/static -c release -Xswiftc -static-executable -Xswiftc -use-ld=lld \
  -Xcc -DGOCORE_STATIC \
  $(addprefix -Xlinker ,-s -larchive -lcapstone -llzma -lbz2 -lz -lzstd -llz4 -lnettle)

# Packages of Debian and Ubuntu, and what shows that each is not missing.
define for_tests
libelf-dev          test -e /usr/include/gelf.h
libdw-dev           test -e /usr/include/elfutils/libdw.h
libarchive-dev      test -e /usr/include/archive.h
libyaml-dev         test -e /usr/include/yaml.h
libsqlite3-dev      test -e /usr/include/sqlite3.h
libcapstone-dev     test -e /usr/include/capstone/capstone.h
zstd                command -v zstd
xz-utils            command -v xz
lz4                 command -v lz4
bzip2               command -v bzip2
zip                 command -v zip
jq                  command -v jq
python3             command -v python3
python3-jsonschema  python3 -c 'import jsonschema'
python3-yaml        python3 -c 'import yaml'
endef
define for_release
libelf-dev          ls /usr/lib/*/libelf.a
libdw-dev           ls /usr/lib/*/libdw.a
libarchive-dev      ls /usr/lib/*/libarchive.a
libyaml-dev         ls /usr/lib/*/libyaml.a
libsqlite3-dev      ls /usr/lib/*/libsqlite3.a
libcapstone-dev     ls /usr/lib/*/libcapstone.a
liblzma-dev         ls /usr/lib/*/liblzma.a
libbz2-dev          ls /usr/lib/*/libbz2.a
zlib1g-dev          ls /usr/lib/*/libz.a
libzstd-dev         ls /usr/lib/*/libzstd.a
liblz4-dev          ls /usr/lib/*/liblz4.a
nettle-dev          ls /usr/lib/*/libnettle.a
endef
define for_cluster
slurm-wlm           command -v slurmctld && command -v slurmd && command -v sbatch
munge               command -v munged
endef
export for_tests for_release for_cluster

# Installs what is missing of a list, or prints how and fails.
define install_missing
command -v swift > /dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install/linux"; exit 1; }; \
missing=$$(while read -r package check; do eval "$$check" &> /dev/null || echo -n " $$package"; done <<< "$$$(1)"); \
if [ -z "$$missing" ]; then exit; fi; \
if [ "$$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2> /dev/null; then sudo=sudo; \
else echo "Missing:$$missing. Run: apt-get install$$missing"; exit 1; fi; \
echo "Installing$$missing"; \
$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends$$missing > /dev/null
endef

.PHONY: build deps release-deps demo test example test-cluster cluster-deps release install bench lint clean help

build:  ## build gocore (.build/release/gocore)
	swift build $(BUILD) --product gocore

deps:  ## install the system libraries and tools that building and testing need
	@$(call install_missing,for_tests)

demo: deps build  ## inspect a core of SampleCores
	@echo
	.build/release/gocore inspect $(SAMPLES)/cores/$(DEMO)/core.zst $(SAMPLES)/binaries/$(DEMO_BINARY).zst

test: deps  ## run all tests
	swift test $(BUILD) --disable-testable-imports

example: deps  ## build the example of Documentation/Library.md as a package of its own, and run it
	swift build --package-path Documentation/Example --scratch-path .build/example
	.build/example/debug/MutexCallers $(SAMPLES)/cores/$(EXAMPLE)/core.zst $(SAMPLES)/binaries/$(EXAMPLE_BINARY).zst

cluster-deps:
	@$(call install_missing,for_cluster)

test-cluster: deps cluster-deps build  ## run a batch as an array of tasks on a real Slurm (as root)
	Tests/Cluster/slurm .build/release/gocore

release-deps:
	@$(call install_missing,for_release)

release: release-deps  ## build the one file that runs on any Linux of this architecture
	swift build $(STATIC) --product gocore
	@ls -lh $(RELEASE); ldd $(RELEASE) 2> /dev/null || echo "It needs no library, only a mounted /proc."

install: release  ## install that file to PREFIX/bin (PREFIX is /usr/local)
	install -D -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/gocore

bench: release  ## time gocore on cores that are made for it (needs Go; see Benchmarks)
	Benchmarks/make-cores small 10000
	Benchmarks/run --gocore $(RELEASE) --quick

lint:  ## check the format of the sources
	swift format lint --strict --recursive Package.swift Sources Tests Documentation/Example

clean:  ## remove everything that was built
	rm -rf .build

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14
