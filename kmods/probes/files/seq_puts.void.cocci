// SPDX-License-Identifier: GPL-2.0-only
// step: seq_puts=void
// since: 4.3
// reason: whether all went in is asked of the file: seq_has_overflowed()

@@
expression result;
expression list all;
@@
-result = seq_puts(all);
+seq_puts(all);
+result = 0;

@alone@
expression list all;
position p;
@@
 seq_puts@p(all);

@done@
expression list all;
position p;
@@
 (seq_puts@p(all), 0)

@@
expression list all;
position p != {alone.p, done.p};
@@
-seq_puts@p(all)
+(seq_puts(all), 0)
