// SPDX-License-Identifier: GPL-2.0-only
// step: del_timer_sync=absent
// since: 6.15
// reason: names of timer functions begin with timer_
// words: del_timer_sync

@@
expression list arguments;
@@
-del_timer_sync(arguments)
+timer_delete_sync(arguments)
