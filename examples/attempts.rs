use letterbook::{document::Document, extract::{self,Findings}, grammar::load::load_embedded, read, segment};
fn main() {
    let grammar = load_embedded("policing").unwrap_or_else(|_| panic!());
    let (sources, _) = read::find(&["input/policing".into()]);
    let letters: Vec<Document> = sources.iter().filter_map(|s| s.read().ok()).collect();
    let mut per = vec![0usize; grammar.rules.len()];
    let (mut hits_n, mut subs, mut bytes) = (0,0,0);
    for l in &letters {
        let hits = extract::scan(&l.text, &grammar);
        hits_n += hits.len(); subs += hits.iter().map(|h| h.1.len()).sum::<usize>(); bytes += l.text.len();
        let a = segment::segment(l, &grammar, &hits);
        for at in extract::attempts(l, &a, &grammar, &hits, &mut Findings::default()) { per[at.rule]+=1; }
    }
    println!("bytes {bytes} hits {hits_n} subs {subs} attempts {}", per.iter().sum::<usize>());
    let mut order: Vec<usize> = (0..per.len()).collect(); order.sort_by_key(|&i| std::cmp::Reverse(per[i]));
    for i in order.into_iter().take(40) { let (f,r)=grammar.rule(i); println!("{:6} {}/{} {:?}", per[i], f.name, r.name, extract_needs(&grammar,i)); }
}
fn extract_needs(g: &letterbook::grammar::Grammar, i: usize) -> Vec<(usize, Vec<String>)> {
    let lists = letterbook::grammar::program::ListCues::new(&g.words);
    let n = letterbook::grammar::cues::telling(g.rule(i).1.program.needs(&lists), 5);
    n.into_iter().map(|n| (n.reach, n.sets.iter().flat_map(|s| s.words.iter().take(4).cloned()).take(6).collect())).collect()
}
