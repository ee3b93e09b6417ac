// SPDX-License-Identifier: GPL-2.0-only
// step: strncpy=absent
// since: 7.2
// reason: strscpy() ends the text, and strscpy_pad() clears what is behind it, as strncpy() did

@@
expression to, from, size;
@@
-strncpy(to, from, size);
+strscpy_pad(to, from, size);
