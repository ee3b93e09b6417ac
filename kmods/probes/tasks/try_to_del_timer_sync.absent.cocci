// SPDX-License-Identifier: GPL-2.0-only
// step: try_to_del_timer_sync=absent
// since: 6.18
// reason: names of timer functions begin with timer_
// words: try_to_del_timer_sync

@@
expression list arguments;
@@
-try_to_del_timer_sync(arguments)
+timer_delete_sync_try(arguments)
