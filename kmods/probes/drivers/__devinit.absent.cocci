// SPDX-License-Identifier: GPL-2.0-only
// step: __devinit=absent
// since: 3.8
// reason: devices come and go on every kernel, so the code that binds and releases them always stays
// words: __devinit __devinitdata __devinitconst __devexit __devexitdata __devexitconst __devexit_p
// drop: __devinit __devinitdata __devinitconst __devexit __devexitdata __devexitconst

@@
expression f;
@@
-__devexit_p(f)
+f
