//! The envelope of a list. The server hands out the whole list whatever was asked, and computes the
//! numbers around it as if it were a page (contract 02).

use serde::Serialize;

use crate::asked::Asked;

const LARGEST_SIZE: i64 = 2000;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page<T> {
    content: Vec<T>,
    pageable: Pageable,
    total_elements: i64,
    total_pages: i64,
    last: bool,
    size: i64,
    number: i64,
    number_of_elements: i64,
    sort: Sort,
    first: bool,
    empty: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pageable {
    page_number: i64,
    page_size: i64,
    sort: Sort,
    offset: i64,
    paged: bool,
    unpaged: bool,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Sort {
    empty: bool,
    sorted: bool,
    unsorted: bool,
}

/// What a list does when it is not told.
pub(crate) struct PageDefaults {
    pub(crate) size: i64,
    pub(crate) sorted: bool,
}

impl<T> Page<T> {
    pub(crate) fn of(content: Vec<T>, asked: &Asked, defaults: &PageDefaults) -> Self {
        let size = match number(asked, "size") {
            Some(size) if size >= 1 => size.min(LARGEST_SIZE),
            _ => defaults.size,
        };
        let page = number(asked, "page").unwrap_or(0).max(0);
        let offset = page * size;
        let count = i64::try_from(content.len()).unwrap_or(i64::MAX);
        // The library takes the content for the last page when it would not reach the total.
        let total = if count > 0 && offset + size > count {
            offset + count
        } else {
            count
        };
        let pages = total.div_euclid(size) + i64::from(total.rem_euclid(size) > 0);
        // The library counts pages in 32 bits: the last number stays, and the one after it is negative.
        let total_pages = pages.min(i64::from(i32::MAX));
        let is_last_number = page == i64::from(i32::MAX);
        let sorted = defaults.sorted || asked.parameters("sort").any(sorts);
        let sort = Sort {
            empty: !sorted,
            sorted,
            unsorted: !sorted,
        };
        Self {
            pageable: Pageable {
                page_number: page,
                page_size: size,
                sort,
                offset,
                paged: true,
                unpaged: false,
            },
            total_elements: total,
            total_pages,
            last: page + 1 >= total_pages && !is_last_number,
            size,
            number: page,
            number_of_elements: count,
            sort,
            first: page == 0,
            empty: content.is_empty(),
            content,
        }
    }
}

/// A parameter as the 32-bit number the server reads it as.
fn number(asked: &Asked, name: &str) -> Option<i64> {
    let text = asked.parameters(name).next()?;
    text.parse::<i32>().ok().map(i64::from)
}

/// Whether a `sort` parameter names a field: `field,…[,asc|desc][,ignorecase]`. The field is never
/// checked.
fn sorts(parameter: &str) -> bool {
    let mut parts: Vec<_> = parameter
        .split(',')
        .map(str::trim)
        .filter(|part| !part.trim_matches('.').is_empty())
        .collect();
    for words in [&["ignorecase"][..], &["asc", "desc"]] {
        let ends_with_one = parts
            .last()
            .is_some_and(|last| words.iter().any(|word| last.eq_ignore_ascii_case(word)));
        if ends_with_one {
            parts.pop();
        }
    }
    !parts.is_empty()
}
