// SPDX-License-Identifier: GPL-2.0-only
// step: ida_simple_get=absent
// since: 6.18
// reason: its end is inclusive, and a missing one has a function of its own
// words: ida_simple_get ida_simple_remove

@@
expression ida, start, gfp;
@@
-ida_simple_get(ida, start, 0, gfp)
+ida_alloc_min(ida, start, gfp)

@@
expression ida, start, gfp;
constant end;
@@
-ida_simple_get(ida, start, end, gfp)
+ida_alloc_range(ida, start, end - 1, gfp)

@@
expression ida, start, end, gfp;
@@
-ida_simple_get(ida, start, end, gfp)
+ida_alloc_range(ida, start, (end) - 1, gfp)

@@
expression ida, id;
@@
-ida_simple_remove(ida, id)
+ida_free(ida, id)
