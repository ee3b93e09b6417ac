// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_broadcast=number-gfp
// since: 2.6.14
// reason: a group is a number, not a bit of a mask: ffs() is its number where the mask has one bit
// when: older

@@
expression sk, skb, pid, gfp, bit, mask;
@@
 netlink_broadcast(sk, skb, pid,
(
 0
|
 1
|
 ffs(...)
|
-1 << bit
+bit + 1
|
-mask
+ffs(mask)
)
 , gfp)
