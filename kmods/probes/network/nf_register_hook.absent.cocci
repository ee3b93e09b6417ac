// SPDX-License-Identifier: GPL-2.0-only
// step: nf_register_hook=absent
// since: 4.13
// reason: a hook belongs to a network namespace; most were meant for init_net
// include: net/net_namespace.h
// words: nf_register_hook nf_unregister_hook

@@
expression ops;
@@
-nf_register_hook(ops)
+nf_register_net_hook(&init_net, ops)

@@
expression ops;
@@
-nf_unregister_hook(ops)
+nf_unregister_net_hook(&init_net, ops)
