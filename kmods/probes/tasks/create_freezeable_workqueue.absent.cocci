// SPDX-License-Identifier: GPL-2.0-only
// step: create_freezeable_workqueue=absent
// since: 2.6.38
// reason: its name was misspelt
// words: create_freezeable_workqueue

@@
expression list arguments;
@@
-create_freezeable_workqueue(arguments)
+create_freezable_workqueue(arguments)
