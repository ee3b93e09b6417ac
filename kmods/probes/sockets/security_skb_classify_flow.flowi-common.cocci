// SPDX-License-Identifier: GPL-2.0-only
// step: security_skb_classify_flow=flowi-common
// since: 5.11
// reason: only what all flows have in common is used

@@
expression skb, flow;
@@
-security_skb_classify_flow(skb, flowi4_to_flowi(flow))
+security_skb_classify_flow(skb, flowi4_to_flowi_common(flow))

@@
expression skb, flow;
@@
-security_skb_classify_flow(skb, flowi6_to_flowi(flow))
+security_skb_classify_flow(skb, flowi6_to_flowi_common(flow))

@@
expression skb;
struct flowi flow;
@@
-security_skb_classify_flow(skb, &flow)
+security_skb_classify_flow(skb, &flow.u.__fl_common)
