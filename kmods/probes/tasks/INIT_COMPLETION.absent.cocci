// SPDX-License-Identifier: GPL-2.0-only
// step: INIT_COMPLETION=absent
// since: 3.13
// reason: a function now takes its address

@@
expression done;
@@
-INIT_COMPLETION(done)
+reinit_completion(&done)
