// SPDX-License-Identifier: GPL-2.0-only
// step: nla_strlcpy=absent
// since: 5.11
// reason: nla_strscpy() returns -E2BIG if the text is truncated, not the length that it wanted

@@
expression dst, nla, size;
@@
-nla_strlcpy(dst, nla, size);
+nla_strscpy(dst, nla, size);
