// SPDX-License-Identifier: MIT OR Apache-2.0
int sum(int a, int b) { return a + b; }
