// SPDX-License-Identifier: GPL-2.0-only
// step: flush_work_sync=absent
// since: 3.16
// reason: flush_work() waits for all of it since 3.7
// words: flush_work_sync

@@
expression list arguments;
@@
-flush_work_sync(arguments)
+flush_work(arguments)
