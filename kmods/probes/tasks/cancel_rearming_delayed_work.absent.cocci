// SPDX-License-Identifier: GPL-2.0-only
// step: cancel_rearming_delayed_work=absent
// since: 3.4
// reason: one function does both
// words: cancel_rearming_delayed_work

@@
expression list arguments;
@@
-cancel_rearming_delayed_work(arguments)
+cancel_delayed_work_sync(arguments)
