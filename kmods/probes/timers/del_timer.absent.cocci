// SPDX-License-Identifier: GPL-2.0-only
// step: del_timer=absent
// since: 6.15
// reason: names of timer functions begin with timer_
// words: del_timer

@@
expression list arguments;
@@
-del_timer(arguments)
+timer_delete(arguments)
