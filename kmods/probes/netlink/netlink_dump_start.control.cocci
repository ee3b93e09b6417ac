// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_dump_start=control
// since: 3.4, commit 80d326fab534
// reason: what a dump needs is in a struct netlink_dump_control

@@
expression sk, skb, nlh, dumper, finish;
@@
 netlink_dump_start(
-	sk, skb, nlh, dumper, finish
+	sk, skb, nlh, &(struct netlink_dump_control){ .dump = dumper, .done = finish }
 )

@@
expression sk, skb, nlh, dumper, finish, size;
@@
 netlink_dump_start(
-	sk, skb, nlh, dumper, finish, size
+	sk, skb, nlh, &(struct netlink_dump_control){ .dump = dumper, .done = finish, .min_dump_alloc = size }
 )
