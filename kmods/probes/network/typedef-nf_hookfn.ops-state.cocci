// SPDX-License-Identifier: GPL-2.0-only
// step: typedef nf_hookfn=ops-state
// since: 4.1
// reason: what a hook may know about its place is in a struct nf_hook_state
// words: nf_hook_ops

@devices@
identifier hook, ops, skb, indev, outdev, okfn;
@@
 unsigned int hook(const struct nf_hook_ops *ops, struct sk_buff *skb,
-	const struct net_device *indev, const struct net_device *outdev, int (*okfn)(struct sk_buff *)
+	const struct nf_hook_state *state
 )
 { ... }

@@
identifier devices.hook, devices.indev, devices.outdev, devices.okfn;
expression skb;
@@
 hook(...)
 {
 	<...
(
-	indev
+	state->in
|
-	outdev
+	state->out
|
-	okfn(skb)
+	state->okfn(state->sk, skb)
)
 	...>
 }
