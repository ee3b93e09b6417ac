// SPDX-License-Identifier: GPL-2.0-only
// step: nf_reset=absent
// since: 5.4
// reason: its name says what it resets
// words: nf_reset

@@
expression list arguments;
@@
-nf_reset(arguments)
+nf_reset_ct(arguments)
