// SPDX-License-Identifier: GPL-2.0-only
// step: nf_conntrack_register_notifier=void
// since: 5.15
// reason: registering a conntrack notifier cannot fail, and only the network namespace is needed to unregister it

@@
expression net, notifier;
@@
-nf_conntrack_unregister_notifier(net, notifier)
+nf_conntrack_unregister_notifier(net)

@@
expression net, notifier;
expression result;
@@
-result = nf_conntrack_register_notifier(net, notifier);
+nf_conntrack_register_notifier(net, notifier);
+result = 0;

@alone@
expression net, notifier;
position p;
@@
 nf_conntrack_register_notifier@p(net, notifier);

@done@
expression net, notifier;
position p;
@@
 (nf_conntrack_register_notifier@p(net, notifier), 0)

@@
expression net, notifier;
position p != {alone.p, done.p};
@@
-nf_conntrack_register_notifier@p(net, notifier)
+(nf_conntrack_register_notifier(net, notifier), 0)
