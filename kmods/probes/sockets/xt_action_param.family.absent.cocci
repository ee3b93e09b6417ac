// SPDX-License-Identifier: GPL-2.0-only
// step: xt_action_param.family=absent
// since: 4.11
// reason: a packet's place is recorded in its state
// words: xt_action_param

@@
struct xt_action_param *par;
@@
-par->family
+xt_family(par)

@@
struct xt_action_param *par;
@@
-par->hooknum
+xt_hooknum(par)

@@
struct xt_action_param *par;
@@
-par->in
+xt_in(par)

@@
struct xt_action_param *par;
@@
-par->out
+xt_out(par)

@@
struct xt_action_param *par;
@@
-par->net
+xt_net(par)

@@
const struct xt_action_param *par;
@@
(
-par->family
+xt_family(par)
|
-par->hooknum
+xt_hooknum(par)
|
-par->in
+xt_in(par)
|
-par->out
+xt_out(par)
|
-par->net
+xt_net(par)
)
