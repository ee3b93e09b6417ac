// SPDX-License-Identifier: GPL-2.0-only
// step: nla_put_u64=absent
// since: 4.7
// reason: 64 bits can be aligned by an attribute of padding; type 0 (unspec) is what such families pad with

@@
expression skb, type, value;
@@
-nla_put_u64(skb, type, value)
+nla_put_u64_64bit(skb, type, value, 0)
