// SPDX-License-Identifier: GPL-2.0-only
// step: access_ok=pointer
// since: 5.18
// reason: a place in the user's memory is a pointer
// probe: none, as it is compilers that refuse a number there (asm-generic/access_ok.h: not in 5.17.0-rc5, in 6.0.1)

@@
unsigned long address;
expression size;
attribute name __user;
@@
-access_ok(address, size)
+access_ok((void __user *)address, size)
