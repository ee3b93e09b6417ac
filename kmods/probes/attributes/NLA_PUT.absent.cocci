// SPDX-License-Identifier: GPL-2.0-only
// step: NLA_PUT=absent
// since: 3.5
// reason: nla_put() returns an error if there is no room, where the macros jumped to nla_put_failure
// words: NLA_PUT NLA_PUT_U8 NLA_PUT_U16 NLA_PUT_U32 NLA_PUT_U64 NLA_PUT_STRING NLA_PUT_FLAG NLA_PUT_BE16 NLA_PUT_BE32 NLA_PUT_BE64 NLA_PUT_LE16 NLA_PUT_LE32 NLA_PUT_MSECS

@@
expression skb, type, value;
@@
-NLA_PUT_U8(skb, type, value);
+if (nla_put_u8(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_U16(skb, type, value);
+if (nla_put_u16(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_U32(skb, type, value);
+if (nla_put_u32(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_U64(skb, type, value);
+if (nla_put_u64(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_STRING(skb, type, value);
+if (nla_put_string(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_BE16(skb, type, value);
+if (nla_put_be16(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_BE32(skb, type, value);
+if (nla_put_be32(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_BE64(skb, type, value);
+if (nla_put_be64(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_LE16(skb, type, value);
+if (nla_put_le16(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_LE32(skb, type, value);
+if (nla_put_le32(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type, value;
@@
-NLA_PUT_MSECS(skb, type, value);
+if (nla_put_msecs(skb, type, value))
+	goto nla_put_failure;

@@
expression skb, type;
@@
-NLA_PUT_FLAG(skb, type);
+if (nla_put_flag(skb, type))
+	goto nla_put_failure;

@@
expression skb, type, len, data;
@@
-NLA_PUT(skb, type, len, data);
+if (nla_put(skb, type, len, data))
+	goto nla_put_failure;
