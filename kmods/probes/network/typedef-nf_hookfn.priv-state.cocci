// SPDX-License-Identifier: GPL-2.0-only
// step: typedef nf_hookfn=priv-state
// since: 4.4
// reason: a hook gets the data with which it was registered, and finds its number in the state
// words: nf_hook_ops

@changed@
identifier function, ops, skb, state;
@@
 unsigned int function(
-	const struct nf_hook_ops *ops, struct sk_buff *skb,
+	void *priv, struct sk_buff *skb,
 	const struct nf_hook_state *state)
 { ... }

@@
identifier changed.function, changed.ops, changed.state;
@@
 function(...)
 {
 	<...
-	ops->hooknum
+	state->hook
 	...>
 }

@@
identifier changed.function, changed.state;
expression skb;
@@
 function(...)
 {
 	<...
-	state->okfn(state->sk, skb)
+	state->okfn(state->net, state->sk, skb)
 	...>
 }
