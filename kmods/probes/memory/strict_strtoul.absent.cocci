// SPDX-License-Identifier: GPL-2.0-only
// step: strict_strtoul=absent
// since: 3.18
// reason: its new name says what it does
// words: strict_strtoul

@@
expression list arguments;
@@
-strict_strtoul(arguments)
+kstrtoul(arguments)
