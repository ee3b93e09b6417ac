// SPDX-License-Identifier: GPL-2.0-only
// step: nf_register_hooks=absent
// since: 4.13
// reason: a hook belongs to a network namespace; most were meant for init_net
// include: net/net_namespace.h
// words: nf_register_hooks nf_unregister_hooks

@@
expression ops, count;
@@
-nf_register_hooks(ops, count)
+nf_register_net_hooks(&init_net, ops, count)

@@
expression ops, count;
@@
-nf_unregister_hooks(ops, count)
+nf_unregister_net_hooks(&init_net, ops, count)
