// SPDX-License-Identifier: GPL-2.0-only
// step: NLMSG_PUT=absent
// since: 3.6
// reason: nlmsg_put() returns NULL where NLMSG_PUT() jumped to nlmsg_failure
// include: net/netlink.h

@@
expression nlh, skb, pid, seq, type, len;
@@
-nlh = NLMSG_PUT(skb, pid, seq, type, len);
+nlh = nlmsg_put(skb, pid, seq, type, len, 0);
+if (!nlh)
+	goto nlmsg_failure;

@@
expression nlh, skb, pid, seq, type, len, flags;
@@
-nlh = NLMSG_NEW(skb, pid, seq, type, len, flags);
+nlh = nlmsg_put(skb, pid, seq, type, len, flags);
+if (!nlh)
+	goto nlmsg_failure;
