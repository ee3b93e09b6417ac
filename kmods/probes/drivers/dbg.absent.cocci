// SPDX-License-Identifier: GPL-2.0-only
// step: dbg=absent
// since: 3.10
// reason: linux/usb.h no longer has its own wrappers of printk(); the message no longer begins with a name
// words: dbg
// probe: none, as many have a variable of this name (the macro is in 2.6.39, not in RHEL 7's 3.10)

@usb@
@@
 #include <linux/usb.h>

@defined@
@@
 #define dbg(...) ...

@own@
@@
 dbg(...) { ... }

@depends on usb && !defined && !own@
expression list all;
@@
-dbg(all)
+pr_debug(all)
