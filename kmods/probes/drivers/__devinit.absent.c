// SPDX-License-Identifier: GPL-2.0-only
static const struct own_id own_ids[] __devinitconst = {
	{ 0 },
};

static int __devinit own_probe(struct own *own)
{
	return own_begin(own, own_ids);
}

static void __devexit own_remove(struct own *own)
{
	own_end(own);
}

static struct own_driver own_driver = {
	.probe = own_probe,
	.remove = __devexit_p(own_remove),
};
