// SPDX-License-Identifier: GPL-2.0-only
// step: strncpy=absent
// since: 7.2
// reason: memcpy_and_pad() copies as strncpy() did: up to the end of the text, and clears the rest
// include: linux/string.h

@@
expression to, from, size;
@@
-strncpy(to, from, size);
+memcpy_and_pad(to, size, from, strnlen(from, size), 0);
