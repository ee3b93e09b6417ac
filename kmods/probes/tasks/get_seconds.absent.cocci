// SPDX-License-Identifier: GPL-2.0-only
// step: get_seconds=absent
// since: 5.11
// reason: the seconds have 64 bits
// words: get_seconds

@@
expression list arguments;
@@
-get_seconds(arguments)
+ktime_get_real_seconds(arguments)
