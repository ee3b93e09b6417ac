// SPDX-License-Identifier: GPL-2.0-only
// step: strlcpy=absent
// since: 6.8
// reason: strscpy() does not read beyond the destination's size; its result differs, so this is changed only if nothing uses that

@@
expression to, from, size;
@@
-strlcpy(to, from, size);
+strscpy(to, from, size);

@@
expression to, from, size;
@@
-(void)strlcpy(to, from, size);
+strscpy(to, from, size);
