// SPDX-License-Identifier: GPL-2.0-only
// step: flexible-array=brackets
// since: 6.5
// reason: the compiler takes an array without elements literally: any index is beyond its end (UBSAN), and so is any copy
// words: struct
// has: [0]
// probe: none, as it is the compiler's -fstrict-flex-arrays=3 (Makefile: not in 6.1, in 6.6.17)

@@
identifier tag, first, last;
type T, U;
@@
 struct tag {
 	U first;
 	...
-	T last[0];
+	T last[];
 };
