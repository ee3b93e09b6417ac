# SPDX-License-Identifier: MIT OR Apache-2.0
# kbuild asks the compiler some thirty times, in every build anew, what options it knows (try-run of
# scripts/Kbuild.include, later Makefile.compiler). Read by MAKEFILES, this answers what is known of the same
# question, and asks what is not. With NLMATRIX_NOTES it writes the answers down, as variables whose names are the
# questions, without the characters that no name may have.
override nlmatrix-empty :=
override nlmatrix-space := $(nlmatrix-empty) $(nlmatrix-empty)
override nlmatrix-tab := $(nlmatrix-empty)	$(nlmatrix-empty)
override nlmatrix-hash := \#
override define nlmatrix-newline


endef
override nlmatrix-blanks = $(subst $(nlmatrix-newline),~n,$(subst $(nlmatrix-tab),~t,$(subst $(nlmatrix-space),~s,$(1))))
override nlmatrix-marks = $(subst $(nlmatrix-hash),~h,$(subst :,~c,$(subst =,~e,$(subst $$,~d,$(subst ~,~~,$(1))))))
override nlmatrix-name = nlmatrix-answer-$(call nlmatrix-blanks,$(call nlmatrix-marks,$(1)))
override nlmatrix-ask = $(shell set -e; d=$(KBUILD_EXTMOD)/.ask_$$$$; TMP=$$d/tmp; TMPO=$$d/tmp.o; mkdir -p $$d; trap "rm -rf $$d" EXIT; if ($(1)) >/dev/null 2>&1; then echo y; else echo n; fi)
override nlmatrix-noted = $(if $(NLMATRIX_NOTES),$(file >>$(NLMATRIX_NOTES),override $(1) := $(2)))$(2)
override nlmatrix-answer = $(or $($(2)),$(call nlmatrix-noted,$(2),$(call nlmatrix-ask,$(1))))
override try-run = $(if $(filter y,$(call nlmatrix-answer,$(1),$(call nlmatrix-name,$(1)))),$(2),$(3))
