// SPDX-License-Identifier: GPL-2.0-only
// step: unregister_chrdev=void
// since: 2.6.23
// reason: taking a device away cannot fail

@@
expression result;
expression list all;
@@
-result = unregister_chrdev(all);
+unregister_chrdev(all);
+result = 0;

@alone@
expression list all;
position p;
@@
 unregister_chrdev@p(all);

@done@
expression list all;
position p;
@@
 (unregister_chrdev@p(all), 0)

@@
expression list all;
position p != {alone.p, done.p};
@@
-unregister_chrdev@p(all)
+(unregister_chrdev(all), 0)
