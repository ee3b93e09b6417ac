// SPDX-License-Identifier: GPL-2.0-only
// step: genlmsg_put=family
// since: 2.6.20, commit 17c157c889f
// reason: id, header length and version are taken from the family

@@
expression skb, pid, seq, hdrlen, flags, cmd, version;
struct genl_family family;
@@
 genlmsg_put(
-	skb, pid, seq, family.id, hdrlen, flags, cmd, version
+	skb, pid, seq, &family, flags, cmd
 )

@@
expression skb, pid, seq, hdrlen, flags, cmd, version;
identifier family;
@@
 genlmsg_put(
-	skb, pid, seq, family.id, hdrlen, flags, cmd, version
+	skb, pid, seq, &family, flags, cmd
 )

@@
expression skb, pid, seq, hdrlen, flags, cmd, version, family;
@@
 genlmsg_put(
-	skb, pid, seq, family->id, hdrlen, flags, cmd, version
+	skb, pid, seq, family, flags, cmd
 )
