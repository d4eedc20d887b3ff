#pragma once
#include <libxml/xmlversion.h>
// libxml2 would bring ICU's headers, which Foundation has in another version. No struct here holds anything of them.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
