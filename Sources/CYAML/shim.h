// What Configuration needs of libyaml: the parser.
#pragma once

#include <yaml.h>
