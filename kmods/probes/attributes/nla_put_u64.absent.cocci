// SPDX-License-Identifier: GPL-2.0-only
// step: nla_put_u64=absent
// since: 4.7
// reason: a padding attribute can align 64 bits; such families pad with type 0 (unspec)

@@
expression skb, type, value;
@@
-nla_put_u64(skb, type, value)
+nla_put_u64_64bit(skb, type, value, 0)
