// SPDX-License-Identifier: GPL-2.0-only
// step: from_timer=absent
// since: 6.16
// reason: names of timer functions begin with timer_
// words: from_timer

@@
expression list arguments;
@@
-from_timer(arguments)
+timer_container_of(arguments)
