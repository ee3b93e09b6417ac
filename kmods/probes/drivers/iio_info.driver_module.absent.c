// SPDX-License-Identifier: GPL-2.0-only
static const struct iio_info own_info = {
	.read_raw = own_read_raw,
	.driver_module = THIS_MODULE,
};

static const struct iio_trigger_ops own_trigger = {
	.owner = THIS_MODULE,
	.set_trigger_state = own_set,
};
