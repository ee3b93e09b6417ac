// SPDX-License-Identifier: GPL-2.0-only
// step: MOD_INC_USE_COUNT=absent
// since: 2.6.10
// reason: the owner in a module's operations pins it
// words: MOD_INC_USE_COUNT MOD_DEC_USE_COUNT

@@
@@
-MOD_INC_USE_COUNT;

@@
@@
-MOD_DEC_USE_COUNT;
