// SPDX-License-Identifier: GPL-2.0-only
// step: strlcpy=absent
// since: 6.8
// reason: strscpy() does not read beyond the room; its value is another, so only where nobody asks for it

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
