// SPDX-License-Identifier: GPL-2.0-only
// step: misc_deregister=void
// since: 4.3
// reason: taking a device away cannot fail

@@
expression result;
expression list all;
@@
-result = misc_deregister(all);
+misc_deregister(all);
+result = 0;

@alone@
expression list all;
position p;
@@
 misc_deregister@p(all);

@done@
expression list all;
position p;
@@
 (misc_deregister@p(all), 0)

@@
expression list all;
position p != {alone.p, done.p};
@@
-misc_deregister@p(all)
+(misc_deregister(all), 0)
