// SPDX-License-Identifier: GPL-2.0-only
// step: synchronize_kernel=absent
// since: 2.6.18
// reason: it waits for RCU readers
// words: synchronize_kernel

@@
expression list arguments;
@@
-synchronize_kernel(arguments)
+synchronize_rcu(arguments)
