// SPDX-License-Identifier: GPL-2.0-only
// step: complete_and_exit=absent
// since: 5.17
// reason: only kernel threads may end like this
// words: complete_and_exit

@@
expression list arguments;
@@
-complete_and_exit(arguments)
+kthread_complete_and_exit(arguments)
