// SPDX-License-Identifier: GPL-2.0-only
// step: synchronize_kernel=absent
// since: 2.6.18
// reason: what is waited for are RCU's readers
// words: synchronize_kernel

@@
expression list arguments;
@@
-synchronize_kernel(arguments)
+synchronize_rcu(arguments)
