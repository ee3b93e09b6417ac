// SPDX-License-Identifier: GPL-2.0-only
// step: strict_strtol=absent
// since: 3.18
// reason: its new name says what it does
// words: strict_strtol

@@
expression list arguments;
@@
-strict_strtol(arguments)
+kstrtol(arguments)
